using System.Runtime.Versioning;
using System.Text.Json;
using CloudIde.Tests.Emulator.Ecs;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Emulator.SecretsManager;

public sealed class SecretsManagerServiceTests
{
    [Fact]
    public async Task Secret_Created_IsFoundByNameAndByFullAndPartialArn()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var created = await emulator.Secrets.CallAsync("CreateSecret", """{"Name":"cloudide/jwt","SecretString":"v1"}""");
        var arn = created.GetProperty("ARN").GetString()!;

        Assert.Matches("^arn:aws:secretsmanager:us-east-1:000000000000:secret:cloudide/jwt-[A-Za-z0-9]{6}$", arn);
        foreach (var id in (string[])["cloudide/jwt", arn, arn[..^7]])
        {
            var value = await GetAsync(emulator, id);
            Assert.Equal("v1", value.GetProperty("SecretString").GetString());
            Assert.Equal(created.GetProperty("VersionId").GetString(), value.GetProperty("VersionId").GetString());
            Assert.Equal(["AWSCURRENT"], Stages(value));
        }
    }

    [Fact]
    public async Task PutSecretValue_Twice_MovesTheLabels()
    {
        await using var emulator = await TestEmulator.StartAsync();
        await emulator.Secrets.CallAsync("CreateSecret", """{"Name":"s","SecretString":"v1"}""");
        await emulator.Secrets.CallAsync("PutSecretValue", """{"SecretId":"s","SecretString":"v2"}""");
        await emulator.Secrets.CallAsync("UpdateSecret", """{"SecretId":"s","SecretString":"v3","Description":"d"}""");

        Assert.Equal("v3", (await GetAsync(emulator, "s")).GetProperty("SecretString").GetString());
        var previous = await emulator.Secrets.CallAsync("GetSecretValue", """{"SecretId":"s","VersionStage":"AWSPREVIOUS"}""");
        Assert.Equal("v2", previous.GetProperty("SecretString").GetString());
        var described = await emulator.Secrets.CallAsync("DescribeSecret", """{"SecretId":"s"}""");
        Assert.Equal("d", described.GetProperty("Description").GetString());
        Assert.Equal(2, described.GetProperty("VersionIdsToStages").EnumerateObject().Count());
        var versions = await emulator.Secrets.CallAsync("ListSecretVersionIds", """{"SecretId":"s","IncludeDeprecated":true}""");
        Assert.Equal(3, versions.GetProperty("Versions").GetArrayLength());
    }

    [Fact]
    public async Task ClientRequestToken_Repeated_IsTheSameVersionOrAConflict()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var token = new string('t', 32);
        await emulator.Secrets.CallAsync("CreateSecret", """{"Name":"s","SecretString":"v1"}""");
        var call = $$"""{"SecretId":"s","SecretString":"v2","ClientRequestToken":"{{token}}"}""";

        await emulator.Secrets.CallAsync("PutSecretValue", call);
        var again = await emulator.Secrets.CallAsync("PutSecretValue", call);
        var other = await emulator.Secrets.FailAsync("PutSecretValue", call.Replace("v2", "v3", StringComparison.Ordinal));

        Assert.Equal(token, again.GetProperty("VersionId").GetString());
        Assert.Equal("ResourceExistsException", other.Code);
    }

    [Fact]
    public async Task BinarySecret_Stored_ComesBack()
    {
        await using var emulator = await TestEmulator.StartAsync();
        await emulator.Secrets.CallAsync("CreateSecret", """{"Name":"s","SecretBinary":"AAEC/w=="}""");

        var value = await GetAsync(emulator, "s");

        Assert.Equal([0, 1, 2, 255], value.GetProperty("SecretBinary").GetBytesFromBase64());
        Assert.False(value.TryGetProperty("SecretString", out _));
    }

    [Fact]
    public async Task DeletedSecret_CanBeRestoredUntilItsWindowIsOver()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var emulator = await TestEmulator.StartAsync(time: time);
        await emulator.Secrets.CallAsync("CreateSecret", """{"Name":"s","SecretString":"v"}""");

        await emulator.Secrets.CallAsync("DeleteSecret", """{"SecretId":"s","RecoveryWindowInDays":7}""");
        var get = await emulator.Secrets.FailAsync("GetSecretValue", """{"SecretId":"s"}""");
        var create = await emulator.Secrets.FailAsync("CreateSecret", """{"Name":"s","SecretString":"v"}""");
        await emulator.Secrets.CallAsync("RestoreSecret", """{"SecretId":"s"}""");
        Assert.Equal("v", (await GetAsync(emulator, "s")).GetProperty("SecretString").GetString());
        await emulator.Secrets.CallAsync("DeleteSecret", """{"SecretId":"s","RecoveryWindowInDays":7}""");
        time.Advance(TimeSpan.FromDays(8));
        var gone = await emulator.Secrets.FailAsync("RestoreSecret", """{"SecretId":"s"}""");

        Assert.Equal("InvalidRequestException", get.Code);
        Assert.Equal("InvalidRequestException", create.Code);
        Assert.Equal("ResourceNotFoundException", gone.Code);
        Assert.Empty(Directory.GetFiles(Path.Combine(emulator.Data, "secrets")));
    }

    [Fact]
    public async Task ForceDelete_OfNothing_Succeeds()
    {
        await using var emulator = await TestEmulator.StartAsync();

        await emulator.Secrets.CallAsync("DeleteSecret", """{"SecretId":"s","ForceDeleteWithoutRecovery":true}""");
        await emulator.Secrets.CallAsync("CreateSecret", """{"Name":"s","SecretString":"v"}""");
        await emulator.Secrets.CallAsync("DeleteSecret", """{"SecretId":"s","ForceDeleteWithoutRecovery":true}""");

        Assert.Equal("ResourceNotFoundException", (await emulator.Secrets.FailAsync("GetSecretValue", """{"SecretId":"s"}""")).Code);
    }

    [Theory]
    [InlineData("CreateSecret", """{"Name":"s","SecretString":"other"}""", "ResourceExistsException")]
    [InlineData("CreateSecret", """{"Name":"a b","SecretString":"v"}""", "ValidationException")]
    [InlineData("CreateSecret", """{"SecretString":"v"}""", "ValidationException")]
    [InlineData("CreateSecret", """{"Name":"t","SecretString":"v","SecretBinary":"AA=="}""", "InvalidParameterException")]
    [InlineData("CreateSecret", """{"Name":"t","SecretString":"v","ClientRequestToken":"short"}""", "InvalidParameterException")]
    [InlineData("GetSecretValue", """{"SecretId":"none"}""", "ResourceNotFoundException")]
    [InlineData("GetSecretValue", """{"SecretId":"s","VersionStage":"none"}""", "ResourceNotFoundException")]
    [InlineData("GetSecretValue", """{"SecretId":7}""", "SerializationException")]
    [InlineData("PutSecretValue", """{"SecretId":"s"}""", "InvalidRequestException")]
    [InlineData("DeleteSecret", """{"SecretId":"s","RecoveryWindowInDays":3}""", "InvalidParameterException")]
    [InlineData("DeleteSecret", """{"SecretId":"s","RecoveryWindowInDays":7,"ForceDeleteWithoutRecovery":true}""", "InvalidParameterException")]
    [InlineData("UpdateSecretVersionStage", """{"SecretId":"s","VersionStage":"AWSCURRENT"}""", "InvalidParameterException")]
    [InlineData("ListSecrets", """{"MaxResults":101}""", "InvalidParameterException")]
    [InlineData("ListSecrets", """{"NextToken":"?"}""", "InvalidNextTokenException")]
    [InlineData("RotateSecret", """{"SecretId":"s"}""", "UnknownOperationException")]
    public async Task Operation_BadInput_GetsAwsError(string operation, string input, string code)
    {
        await using var emulator = await TestEmulator.StartAsync();
        await emulator.Secrets.CallAsync("CreateSecret", """{"Name":"s","SecretString":"v"}""");

        Assert.Equal(code, (await emulator.Secrets.FailAsync(operation, input)).Code);
    }

    [Fact]
    public async Task ListSecrets_FiltersAndPages_GiveEachOnce()
    {
        await using var emulator = await TestEmulator.StartAsync();
        for (var index = 0; index < 5; index++)
        {
            await emulator.Secrets.CallAsync("CreateSecret", $$"""{"Name":"cloudide/{{index}}","SecretString":"v","Tags":[{"Key":"k","Value":"{{index}}"}]}""");
        }

        await emulator.Secrets.CallAsync("CreateSecret", """{"Name":"other","SecretString":"v"}""");
        var first = await emulator.Secrets.CallAsync(
            "ListSecrets", """{"MaxResults":3,"SortOrder":"asc","Filters":[{"Key":"name","Values":["cloudide/"]}]}""");
        var token = first.GetProperty("NextToken").GetString();
        var second = await emulator.Secrets.CallAsync(
            "ListSecrets", $$"""{"MaxResults":3,"SortOrder":"asc","Filters":[{"Key":"name","Values":["cloudide/"]}],"NextToken":"{{token}}"}""");
        var tagged = await emulator.Secrets.CallAsync("ListSecrets", """{"Filters":[{"Key":"tag-value","Values":["4"]}]}""");

        Assert.Equal(
            Enumerable.Range(0, 5).Select(index => $"cloudide/{index}"), Names(first).Concat(Names(second)));
        Assert.Equal(["cloudide/4"], Names(tagged));
        Assert.DoesNotContain("SecretString", first.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task SecretFiles_OnDisk_AreReadableByTheirOwnerAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such file modes.");
        await using var emulator = await TestEmulator.StartAsync();
        await emulator.Secrets.CallAsync("CreateSecret", """{"Name":"../../s","SecretString":"v"}""".Replace("../../", "a/../", StringComparison.Ordinal));

        var directory = Path.Combine(emulator.Data, "secrets");
        var file = Assert.Single(Directory.GetFiles(directory));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
    }

    private static Task<JsonElement> GetAsync(TestEmulator emulator, string id) =>
        emulator.Secrets.CallAsync("GetSecretValue", $$"""{"SecretId":"{{id}}"}""");

    private static IEnumerable<string?> Stages(JsonElement value) =>
        value.GetProperty("VersionStages").EnumerateArray().Select(stage => stage.GetString());

    private static IEnumerable<string?> Names(JsonElement list) =>
        list.GetProperty("SecretList").EnumerateArray().Select(secret => secret.GetProperty("Name").GetString());
}
