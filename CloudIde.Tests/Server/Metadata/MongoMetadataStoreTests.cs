using CloudIde.Server.Metadata;
using MongoDB.Driver;
using Xunit;

namespace CloudIde.Tests.Server.Metadata;

public sealed class MongoMetadataStoreTests : MetadataStoreContract, IAsyncLifetime
{
    private const string Setting = "CLOUDIDE_TEST_MONGODB";

    private MongoMetadataStore? _store;
    private MongoMetadataStore? _otherStore;
    private MongoUrl? _url;

    private protected override IMetadataStore Store => _store!;

    private protected override IMetadataStore OtherStore => _otherStore!;

    public async ValueTask InitializeAsync()
    {
        var connectionString = Environment.GetEnvironmentVariable(Setting);
        Assert.SkipWhen(string.IsNullOrEmpty(connectionString), $"{Setting} holds no MongoDB connection string.");
        _url = new MongoUrlBuilder(connectionString) { DatabaseName = "cloudide-test-" + Guid.NewGuid().ToString("N") }.ToMongoUrl();
        _store = new MongoMetadataStore(_url);
        _otherStore = new MongoMetadataStore(_url);
        await _store.InitializeAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_url is not null)
        {
            using var client = new MongoClient(_url);
            await client.DropDatabaseAsync(_url.DatabaseName);
        }

        _store?.Dispose();
        _otherStore?.Dispose();
    }
}
