namespace CloudIde.AppHost.Topology;

/// <summary>The pinned images of local runs; the tests use the same ones.</summary>
internal static class ContainerImages
{
    /// <summary>LocalStack's free image: the last release that needs no account token.</summary>
    public const string LocalStack = "localstack/localstack";

    /// <summary>See <see cref="LocalStack"/>.</summary>
    public const string LocalStackTag = "4.14.0";

    /// <summary>The Redis that Aspire.Hosting.Redis 13.5 is tested with.</summary>
    public const string RedisTag = "8.6";

    /// <summary>The MongoDB that Aspire.Hosting.MongoDB 13.5 is tested with.</summary>
    public const string MongoTag = "8.3";
}
