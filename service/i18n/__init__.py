"""Everything people read, in Swedish and English: sentences (texts), dates, due words and numbers in words."""
