"""`tanggap import`: files of other systems become complaints, by the same intake as everything else.

A format (`formats`) reads a file record by record, a mapping (`mapping`) says which column becomes which field, and
`rows` makes the request of each record, or says why there is none. `sending` hands the requests in; `report` and
`state` keep what became of each row, so that an import that was interrupted goes on where it was.
"""
