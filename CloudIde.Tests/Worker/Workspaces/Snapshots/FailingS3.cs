using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace CloudIde.Tests.Worker.Workspaces.Snapshots;

/// <summary>A client whose requests fail when a test says so, before they leave or after they worked.</summary>
internal sealed class FailingS3 : AmazonS3Client
{
    private int _count;

    public FailingS3(AmazonS3Client of)
        : base(new BasicAWSCredentials("test", "test"), ConfigOf(of))
    {
    }

    /// <summary>Told the request's number from 1 and its name; says whether it fails.</summary>
    public Func<int, string, bool> FailsBefore { get; set; } = (_, _) => false;

    /// <summary>The same, for answers that are lost.</summary>
    public Func<int, string, bool> FailsAfter { get; set; } = (_, _) => false;

    protected override void CustomizeRuntimePipeline(Amazon.Runtime.Internal.RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerBefore<Amazon.Runtime.Internal.RetryHandler>(new Handler(this));
    }

    private static AmazonS3Config ConfigOf(AmazonS3Client of) => new()
    {
        ServiceURL = of.Config.ServiceURL,
        AuthenticationRegion = "us-east-1",
        ForcePathStyle = true,
        MaxErrorRetry = 0,
    };

    private sealed class Handler(FailingS3 owner) : Amazon.Runtime.Internal.PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var number = Interlocked.Increment(ref owner._count);
            var name = executionContext.RequestContext.RequestName;
            if (owner.FailsBefore(number, name))
            {
                throw Error();
            }

            var answer = await base.InvokeAsync<T>(executionContext);
            return owner.FailsAfter(number, name) ? throw Error() : answer;
        }

        private static AmazonS3Exception Error() =>
            new("It fails as the test says.", ErrorType.Receiver, "InternalError", "1", HttpStatusCode.InternalServerError);
    }
}
