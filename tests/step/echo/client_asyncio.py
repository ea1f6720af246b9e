import asyncio


async def main():
    reader, writer = await asyncio.open_connection("10.77.0.2", 7777)
    writer.write(b"hello")
    await writer.drain()
    await reader.read()
    writer.close()
    await writer.wait_closed()


asyncio.run(main())
