#!/usr/bin/env python3
"""test/audit/check_schema.py SCHEMA FILE…: whether each JSON file is valid against the schema, draft 4; says what is not."""

import json
import sys

import jsonschema

schema = json.load(open(sys.argv[1]))
jsonschema.Draft4Validator.check_schema(schema)
validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
problems = 0
for file in sys.argv[2:]:
    for error in validator.iter_errors(json.load(open(file))):
        problems += 1
        print(f"{file}: {'/'.join(map(str, error.absolute_path))}: {error.message}")
sys.exit(1 if problems else 0)
