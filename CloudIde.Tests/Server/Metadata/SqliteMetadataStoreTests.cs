using CloudIde.Server.Metadata;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CloudIde.Tests.Server.Metadata;

public sealed class SqliteMetadataStoreTests : MetadataStoreContract, IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cloudide-sqlite-").FullName;
    private readonly SqliteMetadataStore _store;
    private readonly SqliteMetadataStore _otherStore;

    public SqliteMetadataStoreTests()
    {
        _store = new SqliteMetadataStore(File);
        _otherStore = new SqliteMetadataStore(File);
    }

    private protected override IMetadataStore Store => _store;

    private protected override IMetadataStore OtherStore => _otherStore;

    private string File => Path.Combine(_directory, "metadata.db");

    public async ValueTask InitializeAsync() => await _store.InitializeAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        _otherStore.Dispose();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Initialize_ManyAtOnceOnANewFile_AllSucceed()
    {
        using var store = new SqliteMetadataStore(Path.Combine(_directory, "new.db"));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => store.InitializeAsync(TestContext.Current.CancellationToken))));

        await store.CheckAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Initialize_FileOfANewerVersion_IsRefused()
    {
        await using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var error = await Assert.ThrowsAsync<InvalidDataException>(() =>
            _store.InitializeAsync(TestContext.Current.CancellationToken));
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
    }
}
