"""Statements of xAPI 1.0.3, as far as a receiver has to check them: what is wrong with one, member by member.

The rules are those of the specification's part on data
(https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md).
"""
