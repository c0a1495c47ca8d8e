using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace CloudIde.Tests.Worker.Workspaces.Snapshots;

/// <summary>A client whose downloads break off after some bytes each.</summary>
internal sealed class BreakingS3(AmazonS3Client of, int every) : AmazonS3Client(new BasicAWSCredentials("test", "test"), new AmazonS3Config
{
    ServiceURL = of.Config.ServiceURL,
    AuthenticationRegion = "us-east-1",
    ForcePathStyle = true,
    MaxErrorRetry = 0,
})
{
    public int Breaks { get; private set; }

    public override async Task<GetObjectResponse> GetObjectAsync(GetObjectRequest request, CancellationToken cancellationToken = default)
    {
        var response = await base.GetObjectAsync(request, cancellationToken);
        response.ResponseStream = new BreakingStream(response.ResponseStream, every, () => Breaks++);
        return response;
    }

    private sealed class BreakingStream(Stream inner, int left, Action broke) : Stream
    {
        private int _left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
            {
                broke();
                throw new IOException("The connection was reset.");
            }

            var count = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
            _left -= count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
