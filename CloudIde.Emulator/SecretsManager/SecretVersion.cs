namespace CloudIde.Emulator.SecretsManager;

/// <summary>One value of a secret: a text or bytes.</summary>
internal sealed record SecretVersion
{
    /// <summary>Its id, which the client may choose.</summary>
    public required string Id { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>The text, or null.</summary>
    public string? Text { get; init; }

    /// <summary>The bytes, or null.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>Whether another version has the same value.</summary>
    /// <param name="other">The other version.</param>
    /// <returns>True when it has.</returns>
    public bool HasValueOf(SecretVersion other) =>
        Text == other.Text
        && (Bytes is null) == (other.Bytes is null)
        && Bytes.AsSpan().SequenceEqual(other.Bytes);

    /// <summary>The version with one more label.</summary>
    /// <param name="stage">The label.</param>
    /// <returns>The version.</returns>
    public SecretVersion With(string stage) => this with { Stages = [.. Stages, stage] };

    /// <summary>The version with one label less.</summary>
    /// <param name="stage">The label.</param>
    /// <returns>The version.</returns>
    public SecretVersion Without(string stage) => this with { Stages = [.. Stages.Where(item => item != stage)] };

    /// <summary>Names the version; its value stays out of logs.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => Id;
}
