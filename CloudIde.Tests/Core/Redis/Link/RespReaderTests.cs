using System.Text;
using CloudIde.Core.Redis.Link;
using Xunit;

namespace CloudIde.Tests.Core.Redis.Link;

public sealed class RespReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void ReadReply_InPiecesOfAnySize_ReadsTheSame(int pieceSize)
    {
        var large = new string('x', 200_000);
        using var reader = Reader($"+OK\r\n:-12\r\n$5\r\na\r\nbc\r\n$-1\r\n*3\r\n:1\r\n$0\r\n\r\n+x\r\n${large.Length}\r\n{large}\r\n-ERR no\r\n", pieceSize);

        Assert.Equal("OK", reader.ReadReply(out _)!.ToString());
        Assert.Equal(-12, (long)reader.ReadReply(out _)!);
        Assert.Equal("a\r\nbc", reader.ReadReply(out _)!.ToString());
        Assert.True(reader.ReadReply(out _)!.IsNull);
        Assert.Equal(["1", "", "x"], (string[])reader.ReadReply(out _)!);
        Assert.Equal(large, reader.ReadReply(out _)!.ToString());
        Assert.Null(reader.ReadReply(out var error));
        Assert.Equal("ERR no", error);
        Assert.Throws<EndOfStreamException>(() => reader.ReadReply(out _));
    }

    [Theory]
    [InlineData("!x\r\n")]
    [InlineData(":1x\r\n")]
    [InlineData(":\r\n")]
    [InlineData("\r\n")]
    [InlineData("$99999999999\r\n")]
    public void ReadReply_OfWhatIsNotRedis_SaysSo(string text)
    {
        using var reader = Reader(text, 3);

        Assert.Throws<InvalidDataException>(() => reader.ReadReply(out _));
    }

    private static RespReader Reader(string text, int pieceSize) => new(new PieceStream(Encoding.UTF8.GetBytes(text), pieceSize));

    /// <summary>Hands its bytes out in pieces, as a network does.</summary>
    private sealed class PieceStream(byte[] bytes, int pieceSize) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, pieceSize));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, pieceSize)]);
    }
}
