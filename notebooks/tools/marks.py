"""Prints the marks of an assignment as JSON: {"student": {"cell": score}}. Run where `gradebook.db` lies."""

import json
import sys

from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as book:
    handed_in = {entry.student.id: entry.notebooks for entry in book.assignment_submissions(sys.argv[1])}
    marks = {name: {grade.name: grade.score for grade in found[0].grades} for name, found in handed_in.items()}
print(json.dumps(marks))
