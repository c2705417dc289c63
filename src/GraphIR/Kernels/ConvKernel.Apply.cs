namespace DepthCompress.GraphIR;

/// <content>What the map does to a feature map, in double precision: the reference that merged maps are checked against.</content>
public sealed partial record ConvKernel
{
    /// <summary>
    /// The map applied to [batch, inputs, …] of any floating type; the result [batch, outputs, …] is f64. Zeros surround the input.
    /// </summary>
    /// <exception cref="CompilerBugException">The input has another rank or channel count, or the kernel does not fit.</exception>
    public Tensor Apply(Tensor input)
    {
        if (input.Shape.Count != Rank + 2 || input.Shape[1] != Inputs || Rank > 3)
        {
            throw new CompilerBugException($"a map of {Inputs} channels over {Rank} axes is applied to {input.Shape}");
        }

        var (batch, extent) = (input.Shape[0], input.Shape[2..]);
        var sampler = new Sampler(Window, extent);
        var (source, result) = (input.ToDoubles(), new double[batch * Outputs * sampler.Positions]);
        Parallel.For(0, batch, sample => ApplyTo(source.AsSpan(sample * Inputs * extent.Product, Inputs * extent.Product), sampler,
            result.AsSpan(sample * Outputs * sampler.Positions, Outputs * sampler.Positions)));
        return Tensor.Create<double>([batch, Outputs, .. sampler.Results], result);
    }

    /// <summary>One sample: patches as columns, then one matrix product per group.</summary>
    private void ApplyTo(ReadOnlySpan<double> source, Sampler sampler, Span<double> result)
    {
        var (inputs, outputs, positions, plane) = (Inputs / Groups, Outputs / Groups, sampler.Positions, source.Length / Inputs);
        var columns = new double[inputs * Taps * positions];
        var bias = Bias.AsSpan<double>();
        for (var group = 0; group < Groups; group++)
        {
            for (var input = 0; input < inputs; input++)
            {
                sampler.Unfold(source.Slice(((group * inputs) + input) * plane, plane), columns.AsSpan(input * Taps * positions));
            }

            var target = result.Slice(group * outputs * positions, outputs * positions);
            for (var output = 0; output < outputs; output++)
            {
                target.Slice(output * positions, positions).Fill(bias[(group * outputs) + output]);
            }

            var weight = Weight.AsSpan<double>().Slice(group * outputs * inputs * Taps, outputs * inputs * Taps);
            MatrixProduct.Accumulate(weight, inputs * Taps, columns, positions, target, positions, outputs, inputs * Taps, positions);
        }
    }

    /// <summary>The values every tap reads, for all result positions; up to three axes, missing ones of size 1 in front.</summary>
    private sealed class Sampler
    {
        private readonly Window window;
        private readonly int[] extent = [1, 1, 1];
        private readonly int[] results = [1, 1, 1];
        private readonly int[] kernel = [1, 1, 1];
        private readonly int missing;

        public Sampler(Window window, Dims extent)
        {
            (this.window, missing) = (window, 3 - window.Rank);
            for (var axis = 0; axis < window.Rank; axis++)
            {
                this.extent[axis + missing] = extent[axis];
                kernel[axis + missing] = window.KernelShape[axis];
                results[axis + missing] = window.Slide(extent[axis], axis)
                    ?? throw new CompilerBugException($"the kernel {window.KernelShape} does not fit into {extent}");
            }
        }

        public Dims Results => Dims.Create(results.AsSpan(missing));

        public int Positions => results[0] * results[1] * results[2];

        /// <summary>One channel to [taps, positions].</summary>
        public void Unfold(ReadOnlySpan<double> plane, Span<double> columns)
        {
            for (var tap = 0; tap < kernel[0] * kernel[1] * kernel[2]; tap++)
            {
                var (depth, row, column) = (tap / (kernel[1] * kernel[2]), tap / kernel[2] % kernel[1], tap % kernel[2]);
                for (var line = 0; line < results[0] * results[1]; line++)
                {
                    var target = columns.Slice((tap * Positions) + (line * results[2]), results[2]);
                    var (z, y) = (Read(line / results[1], depth, 0), Read(line % results[1], row, 1));
                    if (z < 0 || z >= extent[0] || y < 0 || y >= extent[1])
                    {
                        target.Clear();
                        continue;
                    }

                    UnfoldLine(plane.Slice(((z * extent[1]) + y) * extent[2], extent[2]), target, column);
                }
            }
        }

        private void UnfoldLine(ReadOnlySpan<double> line, Span<double> target, int tap)
        {
            var first = Read(0, tap, 2);
            var step = Read(1, tap, 2) - first;
            if (step == 1)
            {
                var begin = Math.Clamp(-first, 0, target.Length);
                var end = Math.Clamp(line.Length - first, begin, target.Length);
                target[..begin].Clear();
                line.Slice(begin < end ? first + begin : 0, end - begin).CopyTo(target[begin..]);
                target[end..].Clear();
                return;
            }

            for (var (result, read) = (0, first); result < target.Length; result++, read += step)
            {
                target[result] = read >= 0 && read < line.Length ? line[read] : 0;
            }
        }

        /// <summary>Which input row a tap reads for a result row.</summary>
        private int Read(int result, int tap, int axis) => axis < missing
            ? result + tap
            : (result * window.Strides[axis - missing]) + (tap * window.Dilations[axis - missing]) - window.PadBegin(axis - missing);
    }
}
