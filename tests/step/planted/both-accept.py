import select
import socket

s = socket.create_server(("", 7777))
select.select([s], [], [])  # here
a, _ = s.accept()
a.close()
s.close()
