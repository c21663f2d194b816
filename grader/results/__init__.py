"""What grading leaves for people and programs: files, records, exports, pages."""
