package main

import (
	"log"
	"net"
)

func main() {
	server, err := net.Dial("tcp4", "10.77.0.2:7777")
	if err != nil {
		log.Fatal(err)
	}
	server.Write([]byte("hello"))
	text := make([]byte, 64)
	for {
		if _, err := server.Read(text); err != nil {
			break
		}
	}
	server.Close()
}
