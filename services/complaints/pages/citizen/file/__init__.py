"""/file: a complaint in three steps. What is entered lives in the forms alone until the last of them is sent."""
