"""A small office: its rule book, its workbook of eight people, and a way to run the command line."""
