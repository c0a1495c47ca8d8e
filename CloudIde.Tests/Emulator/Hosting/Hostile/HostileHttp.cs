using System.Text;

namespace CloudIde.Tests.Emulator.Hosting.Hostile;

/// <summary>What is hardly HTTP.</summary>
internal static class HostileHttp
{
    private static readonly string[] Heads =
    [
        "GET\r\n\r\n", "GET /\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1 \r\n\r\n", "GET / http/1.1\r\n\r\n", " GET / HTTP/1.1\r\n\r\n", "\0\r\n\r\n",
        "GET /x HTTP/1.1\r\n\r\n", "GET x HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", "CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n",
        "GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /x HTTP/1.1\r\nHost: a b\r\n\r\n", "GET /x HTTP/1.1\r\nHost: localhost/..\r\n\r\n", "GET /x HTTP/1.1\r\nHost: [::1\r\n\r\n",
        "GET /x HTTP/1.1\r\nHost: localhost\r\nbroken header\r\n\r\n", "GET /x HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n", "GET /x HTTP/1.1\r\nHost: localhost\r\na b: x\r\n\r\n",
        "GET /x HTTP/1.1\r\nHost: localhost\r\na: x\r\n folded\r\n\r\n", "GET /x HTTP/1.1\r\nHost: localhost\r\na: \0\r\n\r\n", "GET /x HTTP/1.1\r\nHost: localhost\r\na: x\ry\r\n\r\n",
        "GET /x\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /\u00FF HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET http:// HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET http://[/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "PUT /x/y HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n", "PUT /x/y HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        "PUT /x/y HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n", "PUT /x/y HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "PUT /x/y HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1, 1\r\n\r\nab", "PUT /x/y HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: x\r\n\r\n",
        "PUT /real-bucket/hostile HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "PUT /real-bucket/hostile HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: aws-chunked\r\nx-amz-decoded-content-length: 5\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        "PUT /real-bucket/hostile HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: aws-chunked\r\nx-amz-decoded-content-length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}x\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nTransfer-Encoding: gzip, chunked, gzip\r\n\r\n",
    ];

    /// <summary>A request of a random kind.</summary>
    public static HostileRequest Next(Random random)
    {
        const string Start = "GET /x HTTP/1.1\r\nHost: localhost\r\n";
        return random.Next(6) switch
        {
            0 => HostileRequest.Raw("headers without end", $"{Start}x-big: {new string('x', random.Next(17_000, 1_500_000))}\r\n\r\n"),
            1 => HostileRequest.Raw("headers without number", Start + string.Concat(Enumerable.Range(0, random.Next(2000, 6000)).Select(i => $"x-{i}: xxxxx\r\n")) + "\r\n"),
            2 => HostileRequest.Raw("a line without end", $"GET /{new string('x', random.Next(1100, 400_000))} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
            3 => HostileRequest.Raw("noise", Encoding.Latin1.GetString([.. Enumerable.Range(0, random.Next(20, 2000)).Select(_ => (byte)random.Next(' ', 256))]) + "\r\n\r\n"),
            _ => HostileRequest.Raw("hardly HTTP", random.Pick(Heads)),
        };
    }
}
