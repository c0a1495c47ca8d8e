namespace CloudIde.Bench.Emulator;

/// <summary>What was sent and deleted, and which of it must be found after a kill.</summary>
internal sealed class MessageLedger
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);

    /// <summary>A send was answered.</summary>
    public void Sent(string body)
    {
        lock (_lock)
        {
            _sent.Add(body);
        }
    }

    /// <summary>A deletion goes out.</summary>
    public void Deleting(string body)
    {
        lock (_lock)
        {
            _deleting.Add(body);
        }
    }

    /// <summary>A deletion was answered.</summary>
    public void Deleted(string body)
    {
        lock (_lock)
        {
            _deleted.Add(body);
        }
    }

    /// <summary>Compares with all that was found, and begins anew.</summary>
    /// <param name="found">The bodies of all messages.</param>
    /// <returns>What is wrong.</returns>
    public List<string> Settle(HashSet<string> found)
    {
        lock (_lock)
        {
            List<string> violations =
            [
                .. _sent.Except(_deleting).Except(found).Select(body => $"The message {Name(body)} was acknowledged and is lost."),
                .. _deleted.Intersect(found).Select(body => $"The message {Name(body)} was deleted and came again."),
            ];
            _sent.Clear();
            _deleting.Clear();
            _deleted.Clear();
            return violations;
        }
    }

    private static string Name(string body) => body[..body.IndexOf(' ', StringComparison.Ordinal)];
}
