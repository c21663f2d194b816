"""What grading leaves for people and programs: records, pages, tables, and likeness of answers."""
