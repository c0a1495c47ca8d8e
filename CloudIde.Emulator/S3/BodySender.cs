using System.Buffers;
using System.IO.Pipelines;

namespace CloudIde.Emulator.S3;

/// <summary>Reads objects' files a piece at a time.</summary>
internal static class BodySender
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Sends a part of a body.</summary>
    /// <param name="body">The body, which the caller holds.</param>
    /// <param name="files">Where it is.</param>
    /// <param name="range">The part.</param>
    /// <param name="output">Receives it.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    /// <returns>A task that ends when all is sent.</returns>
    public static async Task SendAsync(
        ObjectBody body, BodyFiles files, ByteRange range, PipeWriter output, CancellationToken cancellationToken)
    {
        foreach (var (segment, part) in Parts(body, range))
        {
            using var file = files.Open(segment.Id);
            var offset = part.First;
            var end = part.First + part.Length;
            while (offset < end)
            {
                var count = RandomAccess.Read(file, output.GetSpan(PieceBytes)[..(int)Math.Min(PieceBytes, end - offset)], offset);
                if (count == 0)
                {
                    throw new InvalidDataException($"The file {segment.Id:N} is shorter than its object.");
                }

                output.Advance(count);
                offset += count;
                await output.FlushAsync(cancellationToken);
            }
        }
    }

    /// <summary>Copies a part of a body into another one.</summary>
    /// <param name="body">The body, which the caller holds.</param>
    /// <param name="files">Where it is.</param>
    /// <param name="range">The part.</param>
    /// <param name="sink">Receives it.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    public static void Copy(ObjectBody body, BodyFiles files, ByteRange range, BodySink sink, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            foreach (var (segment, part) in Parts(body, range))
            {
                using var file = files.Open(segment.Id);
                var offset = part.First;
                var end = part.First + part.Length;
                while (offset < end)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var count = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(PieceBytes, end - offset)), offset);
                    if (count == 0)
                    {
                        throw new InvalidDataException($"The file {segment.Id:N} is shorter than its object.");
                    }

                    sink.Append(buffer.AsSpan(0, count));
                    offset += count;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The files that hold a range, and the part of each.</summary>
    private static IEnumerable<(Segment Segment, ByteRange Part)> Parts(ObjectBody body, ByteRange range)
    {
        var start = range.First;
        var rest = range.Length;
        foreach (var segment in body.Segments)
        {
            if (rest == 0)
            {
                yield break;
            }

            if (start >= segment.Length)
            {
                start -= segment.Length;
                continue;
            }

            var length = Math.Min(rest, segment.Length - start);
            yield return (segment, new ByteRange(start, length));
            rest -= length;
            start = 0;
        }
    }
}
