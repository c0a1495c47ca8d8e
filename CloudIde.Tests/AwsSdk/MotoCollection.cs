using Xunit;

namespace CloudIde.Tests.AwsSdk;

/// <summary>The tests that share one moto server. Each uses names of its own.</summary>
[CollectionDefinition(nameof(MotoCollection))]
public sealed class MotoCollection : ICollectionFixture<MotoServer>;
