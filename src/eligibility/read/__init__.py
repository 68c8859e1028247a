"""Reading files: rule books as positioned text, records as columns of cells."""
