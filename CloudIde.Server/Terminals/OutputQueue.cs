using CloudIde.Core.Terminals;

namespace CloudIde.Server.Terminals;

/// <summary>
/// Live output that waits for one viewer. Bounded: when the viewer falls behind, everything is dropped and nothing more is
/// taken until the viewer has read its way to the end of the log.
/// </summary>
/// <param name="maxBytes">How much may wait. The bytes themselves are shared with the other viewers.</param>
internal sealed class OutputQueue(int maxBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<TerminalMessage> _messages = [];
    private long _bytes;
    private bool _open = true;

    /// <summary>Takes a message, or drops all when there are too many.</summary>
    /// <param name="message">An output message.</param>
    public void Offer(in TerminalMessage message)
    {
        lock (_lock)
        {
            if (!_open)
            {
                return;
            }

            _messages.Enqueue(message);
            _bytes += message.Data.Length;
            if (_bytes > maxBytes)
            {
                _messages.Clear();
                _bytes = 0;
                _open = false;
            }
        }
    }

    /// <summary>Takes messages again, if they were dropped. Call it before the read of the log that reaches its end.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _open = true;
        }
    }

    /// <summary>Takes the bytes from an offset on, when they are next in the queue.</summary>
    /// <param name="offset">The first byte wanted; what comes before it is dropped.</param>
    /// <param name="max">How many bytes at most.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>False when the next byte is not here: the queue is empty, or begins later.</returns>
    public bool TryTake(long offset, int max, out ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            while (_messages.TryPeek(out var next))
            {
                var skip = offset - next.Offset;
                if (skip < 0)
                {
                    break;
                }

                if (skip < next.Data.Length)
                {
                    bytes = next.Data[(int)skip..];
                    if (bytes.Length > max)
                    {
                        // The rest stays, to be trimmed by the next call's offset.
                        bytes = bytes[..max];
                        return true;
                    }

                    Drop(next);
                    return true;
                }

                Drop(next);
            }
        }

        bytes = default;
        return false;
    }

    private void Drop(in TerminalMessage message)
    {
        _messages.Dequeue();
        _bytes -= message.Data.Length;
    }
}
