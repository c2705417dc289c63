using System.Text;
using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Checkpoints on disk: complete, in a format others read, and refused when damaged.</summary>
public sealed class CheckpointFileTests : IDisposable
{
    private static readonly Checkpoint Written = new(
        new("n", "r", "d", "t", "v"),
        new()
        {
            Step = 7,
            Best = 1.0 / 3,
            WithoutGain = 2,
            StoppedEarly = true,
            Validations = [new(3, 0.1), new(6, double.NegativeInfinity)],
        },
        new OrderedDictionary<string, Tensor>
        {
            ["losses"] = Tensor.Create<double>([2], [0.5, 0.25]),
            ["network/a\"ü"] = Tensor.Create<float>([2, 1], [1, -0f]),
            ["network/empty"] = Tensor.Create<float>([0, 3], []),
        });

    private readonly DataFolder folder = new();

    private string Path => folder["run.checkpoint"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/full")]
    public void ADeviceWithoutEndIsNotRead(string device)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var refused = Assert.Throws<DiagnosticException>(() => CheckpointFile.Read(device)).Diagnostic;
        Assert.Equal(("DC2649", "the checkpoint cannot be read: it is a device or a pipe"), (refused.Descriptor.Code, refused.Message));
    }

    [Fact]
    public void EverythingComesBack()
    {
        CheckpointFile.Write(Path, Written);
        var read = CheckpointFile.Read(Path)!;
        Assert.Equal(Written.Run, read.Run);
        Assert.Equal(Written.State with { Validations = [] }, read.State with { Validations = [] });
        Assert.Equal(Written.State.Validations.AsEnumerable(), read.State.Validations.AsEnumerable());
        Assert.Equal(Written.Tensors.Keys, read.Tensors.Keys);
        Assert.All(Written.Tensors, pair => Assert.True(pair.Value.ContentEquals(read.Tensors[pair.Key])));
    }

    [Fact]
    public void NoFileIsNoCheckpoint() => Assert.Null(CheckpointFile.Read(Path));

    [Fact]
    public void WritingReplacesAndLeavesNothingElse()
    {
        CheckpointFile.Write(Path, Written);
        CheckpointFile.Write(Path, Written with { State = new() { Step = 8 } });
        Assert.Equal(8, CheckpointFile.Read(Path)!.State.Step);
        Assert.Equal([Path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void OtherProgramsCanReadIt()
    {
        CheckpointFile.Write(Path, Written);
        var file = File.ReadAllBytes(Path);
        var length = (int)BitConverter.ToInt64(file);
        using var header = JsonDocument.Parse(file.AsMemory(8, length));
        var entry = header.RootElement.GetProperty("network/a\"ü");
        Assert.Equal(0, (8 + length) % 8);
        Assert.Equal("F32", entry.GetProperty("dtype").GetString());
        Assert.Equal("[2,1]", entry.GetProperty("shape").GetRawText());
        Assert.Equal("[16,24]", entry.GetProperty("data_offsets").GetRawText());
        Assert.Equal(8 + length + 24, file.Length);
    }

    [Fact]
    public void CutsAreNoticed()
    {
        CheckpointFile.Write(Path, Written);
        var file = File.ReadAllBytes(Path);
        for (var length = 0; length < file.Length; length += length < 16 ? 1 : 13)
        {
            AssertDamaged(file[..length]);
        }
    }

    [Fact]
    public void ChangedBytesAreNoticed()
    {
        CheckpointFile.Write(Path, Written);
        var file = File.ReadAllBytes(Path);
        for (var i = 0; i < file.Length; i += i < 16 || i > file.Length - 8 ? 1 : 7)
        {
            var changed = file.ToArray();
            changed[i] ^= 1;
            AssertDamaged(changed);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"__metadata__":{"format":"pt"}}""")]
    [InlineData("""{"__metadata__":null}""")]
    public void OtherFilesOfTheFormatAreRefused(string header) =>
        AssertDamaged([.. BitConverter.GetBytes((long)header.Length), .. Encoding.ASCII.GetBytes(header)]);

    [Fact]
    public void AFolderInItsPlaceIsUnwritable()
    {
        Directory.CreateDirectory(Path);
        var problem = Assert.Throws<DiagnosticException>(() => CheckpointFile.Write(Path, Written)).Diagnostic;
        Assert.Equal((DiagnosticCatalog.OutputUnwritable, Path), (problem.Descriptor, problem.File));
    }

    private void AssertDamaged(byte[] file)
    {
        File.WriteAllBytes(Path, file);
        var problem = Assert.Throws<DiagnosticException>(() => CheckpointFile.Read(Path)).Diagnostic;
        Assert.Equal(("DC2647", Path), (problem.Descriptor.Code, problem.File));
    }
}
