"""Finds: passages, keyword postings, vectors, ranking, generations, evaluation."""
