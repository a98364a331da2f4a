"""One module for each subject: rules that read a question, calculations that answer the reading."""
