"""Help for those who write rule books: schemas for editors, one layout for files, skeletons of new ones."""
