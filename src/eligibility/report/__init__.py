"""What a review comes to, for people and machines: text, tables, workbooks, documents."""
