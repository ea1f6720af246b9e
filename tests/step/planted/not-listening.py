import socket

s = socket.socket()
s.bind(("", 7777))
a, who = s.accept()  # here
