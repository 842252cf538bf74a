"""Prints the marks of each student as JSON: {"student": {"cell": score}}."""

import json

from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as book:
    notebooks = {entry.student.id: entry.notebooks for entry in book.assignment_submissions("ps1")}
    print(json.dumps({name: {grade.name: grade.score for grade in found[0].grades} for name, found in notebooks.items()}))
