"""What an amendment of the rules does to the people of a list: who moves where, by which clause."""
