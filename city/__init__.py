"""One city's configuration: `files` says what each file holds, `loading` reads and checks what a service names.

`calendars` counts working time by one of these files.
"""
