using CloudIde.Core.Operations;
using CloudIde.Core.Redis;
using CloudIde.Tests.Core.Redis;
using Xunit;

namespace CloudIde.Tests.Core.Operations;

public sealed class ProjectSpendRecordsTests(RedisServers servers) : IClassFixture<RedisServers>
{
    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Add_OfATimeThatAnotherCountedMeanwhile_AddsNothing(string kind)
    {
        var redis = await servers.ConnectAsync(kind);
        var records = new ProjectSpendRecords(redis);
        var now = new DateTimeOffset(2026, 1, 11, 12, 0, 0, TimeSpan.Zero);
        var next = now.AddSeconds(15);
        ProjectCharge charge = new("2026-01", "a", 1);
        Assert.Null(await records.FindCountedUntilAsync());
        Assert.True(await records.AddAsync(null, now, []));
        Assert.False(await records.AddAsync(null, next, [charge]));

        Assert.True(await records.AddAsync(now, next, [charge, charge with { ProjectId = null, Usd = 0.5 }, charge with { Month = "2025-12" }]));
        Assert.False(await records.AddAsync(now, next.AddSeconds(1), [charge]));

        var month = await records.FindAsync(next);
        Assert.Equal(("a", 1.0), (Assert.Single(month.Projects).ProjectId, month.Projects[0].MonthUsd));
        Assert.Equal(0.5, month.Unused.MonthUsd);
        Assert.Equal(next, await records.FindCountedUntilAsync());
        Assert.Empty((await records.FindAsync(next.AddDays(30))).Projects);
        var left = await redis.GetDatabase().KeyTimeToLiveAsync(RedisKeys.ProjectSpend("2026-01"));
        Assert.InRange(left!.Value, TimeSpan.FromDays(399), TimeSpan.FromDays(400));
    }
}
