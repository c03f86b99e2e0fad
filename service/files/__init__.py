"""Files that people hand in: kept under a random name, known by their content, given back only as attachments.

    port = form_files.FormFiles(tx=tx, folder=folder.Folder(settings.data / "files"), person_id=…)   # forms.ports.Files
    keeping.attach(tx, ids, residency_id=…, submission_id=…)                             # when a form is completed
    file = keeping.find(tx, file_id); folder.open(file.id)                               # the door checks who may read
    keeping.headers(file)                                                                # attachment, nosniff
    keeping.sweep(tx, folder, before=…)                                                  # what nobody ever sent

Bytes are written before the row; the door commits also when the form had errors, so that nobody uploads twice.
"""
