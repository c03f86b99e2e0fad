"""Residents who are already in training enter in the middle: from a page, the API, or a file with preview.

entering.registering: register(tx, facts) -> Registered
entering.files: read a CSV or XLSX file, preview its rows, enter them
"""
