using System.Buffers;
using System.IO.Pipelines;

namespace CloudIde.Emulator.Protocol;

/// <summary>
/// A whole request body in memory, for the protocols whose requests are small. It borrows the connection's own
/// buffer where the body lies in one piece.
/// </summary>
internal readonly struct RequestBody : IDisposable
{
    /// <summary>
    /// The longest body read, in bytes. The largest honest one is an SQS batch of 1 MiB in base64 or with every
    /// character escaped; AWS refuses more than its payload limits long before this.
    /// </summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private readonly PipeReader _reader;
    private readonly ReadOnlySequence<byte> _sequence;
    private readonly byte[]? _rented;

    private RequestBody(PipeReader reader, ReadOnlySequence<byte> sequence)
    {
        _reader = reader;
        _sequence = sequence;
        if (sequence.IsSingleSegment)
        {
            Memory = sequence.First;
        }
        else
        {
            var length = (int)sequence.Length;
            _rented = ArrayPool<byte>.Shared.Rent(length);
            sequence.CopyTo(_rented);
            Memory = _rented.AsMemory(0, length);
        }
    }

    /// <summary>The bytes; valid until the body is disposed.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>Reads the body of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    /// <returns>The body.</returns>
    /// <exception cref="AwsServiceException">The body is longer than <see cref="MaxBytes"/>.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
        {
            throw TooLong();
        }

        var reader = request.BodyReader;
        while (true)
        {
            var result = await ReadFramedAsync(reader, cancellationToken);
            if (result.Buffer.Length > MaxBytes)
            {
                reader.AdvanceTo(result.Buffer.End);
                throw TooLong();
            }

            if (result.IsCompleted)
            {
                return new RequestBody(reader, result.Buffer);
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }

        _reader?.AdvanceTo(_sequence.End);
    }

    /// <summary>Reads on.</summary>
    /// <param name="reader">A request's body.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    /// <returns>What there is.</returns>
    /// <exception cref="BadHttpRequestException">The body breaks the rules of HTTP, which the server reports in two ways.</exception>
    public static async ValueTask<ReadResult> ReadFramedAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException(exception.Message, exception);
        }
    }

    private static AwsServiceException TooLong() =>
        new(413, "RequestEntityTooLarge", $"The request is longer than {MaxBytes} bytes.");
}
