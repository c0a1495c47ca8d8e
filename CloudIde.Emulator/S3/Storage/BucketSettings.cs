using CloudIde.Emulator.S3.Cors;

namespace CloudIde.Emulator.S3.Storage;

/// <summary>What is kept about a bucket itself.</summary>
internal sealed record BucketSettings
{
    /// <summary>When it was created.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Its region.</summary>
    public string Region { get; init; } = "";

    /// <summary>Its tags; null when it has none set.</summary>
    public KeyValuePair<string, string>[]? Tags { get; init; }

    /// <summary>Its CORS configuration; null when it has none set.</summary>
    public CorsRule[]? Cors { get; init; }
}
