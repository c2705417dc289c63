using TorchSharp;
using static DepthCompress.TorchSharp.Tests.Numbers;
using static TorchSharp.torch;

namespace DepthCompress.TorchSharp.Tests;

public sealed class ShapeTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<string, long[]> Shapes => new()
    {
        { "reshape", [3, 2] },
        { "flatten", [6] },
        { "unsqueeze", [2, 1, 3] },
        { "squeeze", [2, 3] },
        { "permute", [3, 2] },
        { "transpose", [3, 2] },
        { "expand", [4, 2, 3] },
        { "repeat", [4, 3] },
        { "narrow", [2, 2] },
        { "slice", [2, 2] },
        { "select", [3] },
        { "unfold", [2, 2, 2] },
    };

    public void Dispose() => scope.Dispose();

    [NeedsTheory(Need.LibTorch)]
    [MemberData(nameof(Shapes))]
    public void AViewHasItsShape(string name, long[] expected)
    {
        var x = Ramp(2, 3);
        var view = name switch
        {
            "reshape" => x.reshape(3, -1),
            "flatten" => x.flatten(),
            "unsqueeze" => x.unsqueeze(1),
            "squeeze" => x.unsqueeze(0).squeeze(0),
            "permute" => x.permute(1, 0),
            "transpose" => x.transpose(0, 1),
            "expand" => x.expand(4, 2, 3),
            "repeat" => x.repeat(2, 1),
            "narrow" => x.narrow(1, 1, 2),
            "slice" => x.slice(1, 0, 3, 2),
            "select" => x.select(0, 1),
            _ => x.unfold(1, 2, 1),
        };

        Assert.Equal(expected, view.shape);
        Assert.Equal(expected.Length, view.dim());
    }

    [NeedsFact(Need.LibTorch)]
    public void AViewSharesItsMemoryAndACopyDoesNot()
    {
        var x = Ramp(2, 3);
        var (transposed, clone) = (x.t(), x.clone());
        x.fill_(1);

        Equal([1, 1, 1, 1, 1, 1], transposed);
        Equal([0, 1, 2, 3, 4, 5], clone);
    }

    [NeedsFact(Need.LibTorch)]
    public void ElementsAreReadInTheOrderOfTheDimensions()
    {
        var x = Ramp(2, 3).transpose(0, 1);

        Assert.False(x.is_contiguous());
        Assert.Equal([1, 3], x.stride());
        var data = x.data<float>();
        Assert.Equal([0, 3, 1, 4, 2, 5], data.ToArray());
        Assert.Equal([0, 3, 1, 4, 2, 5], data);
        Assert.Equal(4, data[1, 1]);
        Equal([0, 3, 1, 4, 2, 5], x.contiguous());
        data.CopyFrom([9, 8], tensorIndex: 4);
        Equal([0, 3, 1, 4, 9, 8], x);
        Assert.Throws<ArgumentOutOfRangeException>(() => data[3, 0]);
    }

    [NeedsFact(Need.LibTorch)]
    public void ChannelsCanLieLast()
    {
        var x = Ramp(1, 2, 2, 2);
        var last = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

        Assert.Equal([8, 1, 4, 2], last.stride());
        Equal([0, 1, 2, 3, 4, 5, 6, 7], last);
        Assert.Equal([8, 1, 4, 2], nn.functional.relu(last).stride());
    }

    [NeedsFact(Need.LibTorch)]
    public void PartsAddUpToTheWhole()
    {
        var x = Ramp(5, 2);

        Assert.Equal([2L, 2L, 1L], x.split(2).Select(part => part.size(0)));
        Assert.Equal([1L, 4L], x.split([1, 4]).Select(part => part.size(0)));
        Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], torch.cat(x.chunk(2)));
        Equal([1, 0, 3, 2, 5, 4, 7, 6, 9, 8], x.flip(1));
        Assert.Equal([2, 5, 2], torch.stack([x, x]).shape);
        Assert.Equal(5, x.unbind().Length);
    }

    [NeedsFact(Need.LibTorch)]
    public void ElementsArePickedByIndex()
    {
        var x = Ramp(2, 3);

        Equal([2, 0, 5, 3], x.index_select(1, torch.tensor(new[] { 2L, 0L })));
        Equal([2, 3], x.gather(1, torch.tensor(new[] { 2L, 0L }, [2, 1])));
        Equal([7, 1, 2, 3, 4, 7], x.scatter(1, torch.tensor(new[] { 0L, 2L }, [2, 1]), torch.full([2, 1], 7.0)));
        Assert.Equal([0L, 1L, 0L, 1L, 0L, 0L], nn.functional.one_hot(torch.tensor(new[] { 1L, 0L }), 3).data<long>().ToArray());
    }
}
