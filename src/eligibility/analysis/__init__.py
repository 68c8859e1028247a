"""A rule book looked at before anybody is judged by it: what is so for every record there can be."""
