using CloudIde.Core.Settings;
using CloudIde.Server.Accounts;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Server.Accounts;

public sealed class AccountSettingsTests
{
    private const string Good = "pJ4vQ0m8sX2kT6wZ1nB5rY9cL3hF7dGa";

    [Fact]
    public void Read_NoSecretInDevelopment_IsAllowed() => Assert.Null(Read(null, development: true).Secret);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_RandomSecret_IsTaken(bool development) => Assert.Equal(32, Read(Good, development).Secret!.Length);

    [Theory]
    [InlineData(null, false, "JWT_SECRET is not set")]
    [InlineData("short", false, "JWT_SECRET has 5 bytes")]
    [InlineData("short", true, "JWT_SECRET has 5 bytes")]
    [InlineData("your-super-secret-jwt-key-change-this-in-production", false, "well-known")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false, "well-known")]
    public void Read_UnsafeSecret_SaysWhatIsExpectedAndNeverTheValue(string? secret, bool development, string expected)
    {
        var error = Assert.Throws<InvalidSettingsException>(() => Read(secret, development));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret ?? "\0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_Secret_IsNotShown() =>
        Assert.DoesNotContain(Good, Read(Good, development: false).ToString(), StringComparison.Ordinal);

    private static AccountSettings Read(string? secret, bool development) => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("JWT_SECRET", secret)]).Build(),
        reader => AccountSettings.Read(reader, development));
}
