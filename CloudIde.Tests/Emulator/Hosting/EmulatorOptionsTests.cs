using CloudIde.Core.Settings;
using CloudIde.Emulator;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Emulator.Hosting;

public sealed class EmulatorOptionsTests
{
    [Fact]
    public void Read_WithNothingSet_HasTheDefaults()
    {
        var options = Read();

        Assert.Equal((4566, "us-east-1", "000000000000"), (options.Port, options.Region, options.AccountId));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, EcsLimits.None), (options.FargateStartMin, options.FargateStartMax, options.EcsLimits));
        Assert.Empty(options.Images);
    }

    [Theory]
    [InlineData("45", 45, 45)]
    [InlineData("30-60", 30, 60)]
    [InlineData("0.5-1.5", 0.5, 1.5)]
    public void Read_FargateStart_TakesANumberOrARange(string text, double min, double max)
    {
        var options = Read(("EMULATOR_FARGATE_START_SECONDS", text));

        Assert.Equal((TimeSpan.FromSeconds(min), TimeSpan.FromSeconds(max)), (options.FargateStartMin, options.FargateStartMax));
    }

    [Fact]
    public void Read_Images_TakesAJsonObject()
    {
        var options = Read(("EMULATOR_IMAGES", """{"cloudide-worker":["dotnet","/x/y.dll"]}"""), ("EMULATOR_ECS_LIMITS", "AWS"));

        Assert.Equal(["dotnet", "/x/y.dll"], options.Images["cloudide-worker"]);
        Assert.Equal(EcsLimits.Aws, options.EcsLimits);
    }

    [Theory]
    [InlineData("EMULATOR_FARGATE_START_SECONDS", "60-30")]
    [InlineData("EMULATOR_FARGATE_START_SECONDS", "-1")]
    [InlineData("EMULATOR_FARGATE_START_SECONDS", "4000")]
    [InlineData("EMULATOR_IMAGES", "[]")]
    [InlineData("EMULATOR_IMAGES", "{\"a\":[]}")]
    [InlineData("EMULATOR_IMAGES", "{\"a\":\"b\"}")]
    [InlineData("EMULATOR_IMAGES", "{")]
    [InlineData("EMULATOR_ECS_LIMITS", "some")]
    public void Read_WithABadValue_NamesTheSetting(string name, string value)
    {
        var error = Assert.Throws<InvalidSettingsException>(() => Read((name, value)));

        Assert.StartsWith($"{name} is \"{value}\": expected ", Assert.Single(error.Problems), StringComparison.Ordinal);
    }

    private static EmulatorOptions Read(params (string Name, string? Value)[] settings) => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build(),
        EmulatorOptions.Read);
}
