using System.Net;
using System.Text;
using System.Xml.Linq;
using Xunit;

namespace CloudIde.Tests.Emulator.Sqs;

/// <summary>The form-and-XML protocol of clients from before 2023.</summary>
public sealed class QueryProtocolTests(SqsServer server) : IClassFixture<SqsServer>
{
    private static readonly XNamespace Ns = "http://queue.amazonaws.com/doc/2012-11-05/";

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendAndReceive_WithAttributes_RoundTrips()
    {
        var queue = await server.CreateQueueAsync();
        var sent = await CallAsync(
            "/",
            $"Action=SendMessage&Version=2012-11-05&QueueUrl={Uri.EscapeDataString(queue)}&MessageBody=a%26b+c%3C&MessageAttribute.1.Name=n&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=v");
        var received = await CallAsync(
            new Uri(queue).AbsolutePath, "Action=ReceiveMessage&AttributeName.1=All&MessageAttributeName.1=All&MaxNumberOfMessages=10&VisibilityTimeout=30");

        var message = Assert.Single(received.Descendants(Ns + "Message"));
        Assert.Equal("a&b c<", message.Element(Ns + "Body")!.Value);
        Assert.Equal(sent.Descendants(Ns + "MD5OfMessageAttributes").Single().Value, message.Element(Ns + "MD5OfMessageAttributes")!.Value);
        var attribute = Assert.Single(message.Elements(Ns + "MessageAttribute"));
        Assert.Equal("v", attribute.Element(Ns + "Value")!.Element(Ns + "StringValue")!.Value);
        Assert.Contains(message.Elements(Ns + "Attribute"), item => item.Element(Ns + "Name")!.Value == "ApproximateReceiveCount");
        Assert.NotEmpty(received.Descendants(Ns + "RequestId").Single().Value);
    }

    [Fact]
    public async Task CreateQueue_WithAttributesAndTags_KeepsThem()
    {
        var created = await CallAsync(
            "/", "Action=CreateQueue&Version=2012-11-05&QueueName=by-query&Attribute.1.Name=DelaySeconds&Attribute.1.Value=7&Tag.1.Key=k&Tag.1.Value=v");
        var url = created.Descendants(Ns + "QueueUrl").Single().Value;

        var attributes = await CallAsync(new Uri(url).AbsolutePath, "Action=GetQueueAttributes&AttributeName.1=DelaySeconds");
        var tags = await CallAsync(new Uri(url).AbsolutePath, "Action=ListQueueTags");

        Assert.Equal("7", attributes.Descendants(Ns + "Value").Single().Value);
        Assert.Equal("k", tags.Descendants(Ns + "Key").Single().Value);
    }

    [Fact]
    public async Task Batches_NameEntriesAfterTheirAction()
    {
        var queue = new Uri(await server.CreateQueueAsync()).AbsolutePath;

        var sent = await CallAsync(
            queue,
            "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=x&SendMessageBatchRequestEntry.2.Id=b&SendMessageBatchRequestEntry.2.MessageBody=%01");

        Assert.Equal("a", Assert.Single(sent.Descendants(Ns + "SendMessageBatchResultEntry")).Element(Ns + "Id")!.Value);
        var failed = Assert.Single(sent.Descendants(Ns + "BatchResultErrorEntry"));
        Assert.Equal("InvalidMessageContents", failed.Element(Ns + "Code")!.Value);
    }

    [Theory]
    [InlineData("Action=GetQueueUrl&Version=2012-11-05&QueueName=none", "AWS.SimpleQueueService.NonExistentQueue")]
    [InlineData("Action=Nonsense&Version=2012-11-05", "InvalidAction")]
    [InlineData("Action=ListUsers&Version=2010-05-08", "InvalidAction")]
    [InlineData("Version=2012-11-05", "MissingAction")]
    [InlineData("Action=SendMessage&Version=2012-11-05&QueueUrl=x", "InvalidAddress")]
    [InlineData("Action=CreateQueue&Version=2012-11-05", "MissingParameter")]
    public async Task BadRequests_GetAnErrorDocument(string form, string code)
    {
        using var response = await PostAsync("/", form);
        var document = XDocument.Parse(await response.Content.ReadAsStringAsync(CancellationToken));

        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.Equal("ErrorResponse", document.Root!.Name.LocalName);
        Assert.Equal(code, document.Descendants().Single(element => element.Name.LocalName == "Code").Value);
        Assert.True(response.Headers.Contains("x-amzn-RequestId"));
    }

    [Fact]
    public async Task Sts_TellsWhoTheCallerIs()
    {
        using var response = await PostAsync("/", "Action=GetCallerIdentity&Version=2011-06-15");
        var document = XDocument.Parse(await response.Content.ReadAsStringAsync(CancellationToken));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("000000000000", document.Descendants().Single(element => element.Name.LocalName == "Account").Value);
    }

    private async Task<XDocument> CallAsync(string path, string form)
    {
        using var response = await PostAsync(path, form);
        var text = await response.Content.ReadAsStringAsync(CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return XDocument.Parse(text);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string form) => server.Http.PostAsync(
        new Uri(path, UriKind.Relative), new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"), CancellationToken);
}
