"""What the templates show: plain frozen data without behaviour, filled by the page modules, and by the gallery test."""
