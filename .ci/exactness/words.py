"""Dictionaries, text, and classes with cycles that are collected. At the peak python's cache of methods has just been emptied: it keeps
names, and which ones depends on their addresses."""
import gc
import sys


class Node:
    def __init__(self, other):
        self.other = other
        if other:
            other.other = self


counts = {number: {str(inner): inner for inner in range(20)} for number in range(300)}
words = sorted(str(number * 7919 % 3000) for number in range(3000))
sys._clear_type_cache()
highest = bytearray(1 << 20)
del highest
node = None
for _ in range(1000):
    node = Node(node)
del node
print(len(counts), words[5], gc.collect())
