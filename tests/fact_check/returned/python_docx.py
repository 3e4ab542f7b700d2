"""Edits the copy with python-docx: python python_docx.py SENT.docx OUT.docx"""

import sys

import docx

document = docx.Document(sys.argv[1])
document.core_properties.last_modified_by = "Sam Writer"


def paragraph(words):
    found = [p for p in document.paragraphs if words in p.text]
    assert len(found) == 1, (words, len(found))
    return found[0]


def run(words):
    (found,) = [r for r in paragraph(words).runs if words in r.text]
    return found


document.add_comment(run("ECS has two offices"), "There are three.", "Sam Writer", "SW")
document.add_comment(run("Plans are short and clear"), "Some are long.", "Sam Writer", "SW")
one = run("had been asked")
one.text = one.text.replace("21", "24")
one = run("They do. Leaders read")
one.text = one.text.replace("They do. ", "")
gone = paragraph("Once a month")._p
gone.getparent().remove(gone)
paragraph("We inspected").insert_paragraph_before("We came in January and in March.")
for table in document.tables:
    for cell in (cell for row in table.rows for cell in row.cells):
        if cell.text == "41":
            cell.paragraphs[0].runs[0].text = "44"
        if cell.text == "17 of 24":
            document.add_comment(cell.paragraphs[0].runs, "We count 18.", "Sam Writer", "SW")
row = document.tables[-1].rows[1].cells
for cell, words in zip(
    row, ("25", "C", "Say that one office moved.", "It moved in May."), strict=True
):
    cell.paragraphs[0].add_run(words)
document.save(sys.argv[2])
