namespace CloudIde.Tests.Emulator.Hosting.Hostile;

/// <summary>Requests at random, each of which must be refused.</summary>
/// <param name="seed">Of all choices.</param>
/// <param name="uploadId">An upload that goes on in <c>real-bucket</c>, of the key <c>parts</c>.</param>
internal sealed class HostileRequests(int seed, string uploadId)
{
    private readonly Random _random = new(seed);
    private readonly HostileS3 _s3 = new(uploadId);
    private readonly HostileXml _xml = new(uploadId);

    /// <summary>The next ones.</summary>
    public IEnumerable<HostileRequest> Take(int count) => Enumerable.Range(0, count).Select(_ => Next());

    private HostileRequest Next() => _random.Next(10) switch
    {
        < 4 => HostileJson.Next(_random),
        < 6 => _s3.Next(_random),
        < 8 => _xml.Next(_random),
        8 => HostileQuery.Next(_random),
        _ => HostileHttp.Next(_random),
    };
}
