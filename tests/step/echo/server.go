package main

import (
	"io"
	"log"
	"net"
)

func main() {
	listener, err := net.Listen("tcp4", "0.0.0.0:7777")
	if err != nil {
		log.Fatal(err)
	}
	client, err := listener.Accept()
	if err != nil {
		log.Fatal(err)
	}
	done := make(chan bool)
	go func() {
		text := make([]byte, 64)
		for {
			got, err := client.Read(text)
			if err == io.EOF {
				break
			}
			client.Write(text[:got])
		}
		client.Close()
		done <- true
	}()
	<-done
	listener.Close()
}
