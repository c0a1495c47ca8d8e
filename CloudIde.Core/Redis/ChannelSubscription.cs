using StackExchange.Redis;

namespace CloudIde.Core.Redis;

/// <summary>Ends the subscription of a channel when it is disposed.</summary>
internal sealed class ChannelSubscription(ChannelMessageQueue queue) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await queue.UnsubscribeAsync();
}
