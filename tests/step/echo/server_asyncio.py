import asyncio


async def serve(reader, writer):
    while text := await reader.read(64):
        writer.write(text)
        await writer.drain()
    writer.close()
    await writer.wait_closed()
    done.set()


async def main():
    global done
    done = asyncio.Event()
    server = await asyncio.start_server(serve, "0.0.0.0", 7777)
    async with server:
        await done.wait()


asyncio.run(main())
