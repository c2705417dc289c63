using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// An addition of one number per channel, behind the convolutions that stood behind it: they multiply what they are given everywhere alike by
/// the sums of their taps (LayerMerge, ICML'24, section 4.7).
/// </summary>
/// <param name="Outer">[N, C, 1, …]: what is added.</param>
/// <param name="Op">The convolution of one pixel that it goes through; null where nothing stands behind it.</param>
/// <param name="Weight">Its weights, the sums.</param>
public sealed record CarriedShift(Value Outer, Conv? Op, Tensor? Weight)
{
    /// <summary>Behind a kernel; exact where that does not pad.</summary>
    public static CarriedShift Of(Value outer, ConvKernel kernel, ElementType element)
    {
        var (taps, all) = (kernel.Window.KernelShape.Product, kernel.Weight.AsSpan<double>().ToArray());
        var sums = Tensor.Build<double>([kernel.Weight.Shape[0], kernel.Weight.Shape[1], .. Dims.Repeat(1, kernel.Rank)], data =>
        {
            for (var i = 0; i < data.Length; i++)
            {
                foreach (var weight in all.AsSpan(i * taps, taps))
                {
                    data[i] += weight;
                }
            }
        });
        return kernel.IsDepthwise && sums.ToDoubles().All(sum => sum == 1)
            ? new CarriedShift(outer, null, null)
            : new CarriedShift(outer, new Conv { Window = Window.Of(Dims.Repeat(1, kernel.Rank)), Groups = kernel.Groups }, sums.ConvertTo(element));
    }

    /// <summary>What is to be added.</summary>
    internal Value Put(GraphEditor edit)
    {
        var name = $"{edit.Graph.NameOf(Outer)}.carried";
        return Op is null ? Outer : edit.Define(name, Op, [Outer, edit.Initializer($"{name}.weight", Weight!)]);
    }
}
